// Sets GOV.UK's components to work, and the few things that are ours. Every page works without.

import {
  Button, Checkboxes, ErrorSummary, SkipLink, createAll
} from './built/govuk-frontend.min.js'
import { isSame, renew } from './token.js'

function start (scope) {
  createAll(Button, { preventDoubleClick: true }, scope)
  createAll(Checkboxes, {}, scope)
  createAll(ErrorSummary, {}, scope)
  createAll(SkipLink, {}, scope)
  reveal()
}

// What a radio opens. GOV.UK's own script is not used for it: it sets `aria-expanded`, which a
// radio may not have. What is opened comes next in the order of reading, without it too.
function reveal () {
  for (const radio of document.querySelectorAll('.govuk-radios__input[data-aria-controls]')) {
    document.getElementById(radio.dataset.ariaControls)
      ?.classList.toggle('govuk-radios__conditional--hidden', !radio.checked)
  }
}
document.addEventListener('change', ({ target }) => {
  if (target.matches('.govuk-radios__input')) reveal()
})

// What another answer asked for is not sent where it is out of sight: who chose again took it back.
document.addEventListener('formdata', ({ target, formData }) => {
  if (target.dataset.chosen === undefined) return
  for (const one of target.querySelectorAll('.govuk-radios__conditional--hidden [name]')) {
    formData.delete(one.name)
  }
})

start(document)

// What htmx has put in is new to the components too.
document.addEventListener('htmx:load', ({ detail }) => {
  if (detail.elt !== document.body) start(detail.elt)
})

// A button that is not possible now stays focusable with its reason, and does nothing.
document.addEventListener('click', (event) => {
  if (event.target.closest('[aria-disabled="true"]')) event.preventDefault()
}, true)

// Where the portal does not answer, the browser's own page would take the place of what was typed:
// it is asked first whether it is there, as a network that is up does not say so. What htmx sends
// stays as it is.
const LONGEST = 10000 // milliseconds, until it counts as gone
const AGAIN = 5000
const offline = document.querySelector('[data-offline]')
const portal = document.querySelector('[data-idle] form')?.action

// Where the portal leads elsewhere it no longer knows who asks, and would keep nothing.
const GONE = [502, 503, 504]
async function standing (form, button) {
  // Before anybody signed in there is no address to ask.
  if (!portal) return navigator.onLine ? 'there' : 'gone'
  const asking = form ? `${portal}?${new URLSearchParams(named(form, button))}` : portal
  const asked = { headers: { 'X-Background': '1' }, redirect: 'manual', cache: 'no-store' }
  try {
    const answer = await fetch(asking, { ...asked, signal: AbortSignal.timeout(LONGEST) })
    if (answer.type === 'opaqueredirect') return 'unknown'
    if (answer.ok) {
      if (!isSame(answer)) return 'unknown'
      renew(answer)
    }
    return GONE.includes(answer.status) ? 'gone' : 'there'
  } catch {
    return 'gone'
  }
}

// What names a form that waits already: sent again it takes its own place.
function named (form, button) {
  const way = button?.getAttribute('formaction') ?? form.getAttribute('action') ?? ''
  const { pathname, search } = new URL(way, location)
  return { path: pathname + search, form_token: new FormData(form).get('form_token') ?? '' }
}

async function whileGone () {
  if (await standing() === 'gone') setTimeout(whileGone, AGAIN)
  else offline.hidden = true
}

async function sendIfThere (form, button) {
  form.dataset.asking = '' // once, however often it is pressed
  saving(button)
  const stands = await standing(form, button)
  release(form)
  if (stands === 'unknown') {
    document.dispatchEvent(new Event('app:unknown')) // the bar says so, and to copy what is typed
  } else if (stands === 'there') {
    offline.hidden = true
    form.dataset.there = ''
    form.requestSubmit(button?.form === form ? button : null)
    delete form.dataset.there
  } else {
    sayGone()
  }
}

function sayGone () {
  if (!offline.hidden) return
  offline.hidden = false
  setTimeout(whileGone, AGAIN)
}
document.addEventListener('app:gone', sayGone)

document.addEventListener('submit', (event) => {
  const form = event.target
  if (form.matches('[hx-post], [data-idle] *, [data-there], [data-sent]')) return
  if (!portal && navigator.onLine) return
  event.preventDefault()
  event.stopImmediatePropagation()
  if (form.dataset.asking === undefined) sendIfThere(form, event.submitter)
}, true)
window.addEventListener('online', () => { if (!offline.hidden) whileGone() })
window.addEventListener('beforeunload', (event) => {
  if (!offline.hidden) event.preventDefault() // what was to be sent is on this page alone
  // Whoever was asked and has stayed may send again.
  setTimeout(() => { if (event.defaultPrevented) for (const form of document.forms) release(form) })
})

// A form is sent once, and its button says so. `data-again` is for one whose answer is a file,
// as the page then stays; htmx keeps its own count.
document.addEventListener('submit', (event) => {
  const form = event.target
  if (event.defaultPrevented || form.dataset.again !== undefined) return
  if (form.dataset.sent !== undefined) {
    event.preventDefault()
    return
  }
  form.dataset.sent = ''
  saving(event.submitter)
})

function saving (button) {
  if (!button?.dataset.saving) return
  button.dataset.was = button.textContent
  button.textContent = button.dataset.saving
}

function release (form) {
  delete form.dataset.asking
  delete form.dataset.sent
  for (const button of [...form.elements].filter((one) => one.dataset.was !== undefined)) {
    button.textContent = button.dataset.was
    delete button.dataset.was
  }
}

// Back in history: the form may be sent again.
window.addEventListener('pageshow', ({ persisted }) => {
  reveal() // the browser may have put back other choices
  if (persisted) for (const form of document.forms) release(form)
})

// `data-print` prints the page; `data-copy="#id"` copies the text of an element.
document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-print], [data-copy]')
  if (!button) return
  if (button.dataset.print !== undefined) {
    window.print()
    return
  }
  await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).innerText)
  if (button.dataset.copied) button.textContent = button.dataset.copied
})
