// Sets GOV.UK's components to work, and the few things that are ours. Every page works without.

import {
  Button, Checkboxes, ErrorSummary, SkipLink, createAll
} from './built/govuk-frontend.min.js'

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

start(document)

// What htmx has put in is new to the components too.
document.addEventListener('htmx:load', ({ detail }) => {
  if (detail.elt !== document.body) start(detail.elt)
})

// A button that is not possible now stays focusable with its reason, and does nothing.
document.addEventListener('click', (event) => {
  if (event.target.closest('[aria-disabled="true"]')) event.preventDefault()
}, true)

// Without a connection the browser's own page would take the place of what was typed; what htmx
// sends stays as it is.
const offline = document.querySelector('[data-offline]')
document.addEventListener('submit', (event) => {
  if (navigator.onLine || event.target.matches('[hx-post]')) return
  event.preventDefault()
  event.stopImmediatePropagation()
  offline.hidden = false
}, true)
window.addEventListener('online', () => { offline.hidden = true })

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
  const button = event.submitter
  if (button?.dataset.saving) {
    button.dataset.was = button.textContent
    button.textContent = button.dataset.saving
  }
})

// Back in history: the form may be sent again.
window.addEventListener('pageshow', ({ persisted }) => {
  reveal() // the browser may have put back other choices
  if (!persisted) return
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent
  for (const button of document.querySelectorAll('[data-was]')) {
    button.textContent = button.dataset.was
    delete button.dataset.was
  }
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
