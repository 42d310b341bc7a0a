// What was typed and is not sent is not lost by going on: the browser asks first, whether the page is
// left or something else on it sent, and whoever stays reads the words of `data-unsaved` at the form.
// `data-typed` marks a form that came back to be put right: what stands in it was never saved.

let onItsWay // the form that is being sent: the next page shows what became of it

function differs (one) {
  if (one.matches('button, [type=hidden], [type=submit]')) return false
  if (one.matches('select')) {
    const first = [...one.options].findIndex((option) => option.defaultSelected)
    return one.selectedIndex !== Math.max(first, 0)
  }
  return one.matches('[type=checkbox], [type=radio]')
    ? one.checked !== one.defaultChecked
    : one.value !== one.defaultValue
}

function says (one) {
  if (one.matches('button, [type=hidden], [type=submit]')) return false
  return one.matches('[type=checkbox], [type=radio]') ? one.checked : one.value !== ''
}

export function isUnsaved (form) {
  return [...form.elements].some(form.dataset.typed === undefined ? differs : says)
}

function tell (form) {
  let words = form.querySelector('.app-unsaved')
  if (!words) {
    words = document.createElement('p')
    words.className = 'app-unsaved'
    words.setAttribute('role', 'alert')
    form.prepend(words)
  }
  words.textContent = form.dataset.unsaved
}

window.addEventListener('beforeunload', (event) => {
  const forms = [...document.querySelectorAll('form[data-unsaved]')]
  const held = forms.filter((form) => form !== onItsWay && isUnsaved(form))
  if (!held.length) return
  event.preventDefault()
  setTimeout(() => { // whoever is still here has stayed
    onItsWay = undefined
    held.forEach(tell)
  })
})
document.addEventListener('submit', (event) => {
  if (!event.defaultPrevented) onItsWay = event.target
})
document.addEventListener('input', ({ target }) => {
  const form = target.closest('form')
  if (form && !isUnsaved(form)) form.querySelector('.app-unsaved')?.remove()
})
window.addEventListener('pageshow', () => { onItsWay = undefined })

// --- what htmx sends ----------------------------------------------------------------------------

// A form that was refused comes back with its reasons, and is shown. Where it comes back with the
// page around it, what is typed into other forms there stays as it is.
let held = []
document.addEventListener('htmx:beforeSwap', ({ detail }) => {
  if (detail.xhr.status === 422) {
    detail.shouldSwap = true
    detail.isError = false
  }
  if (!detail.shouldSwap) return
  const others = [...detail.target.querySelectorAll('form[data-unsaved][id]')]
    .filter((form) => form !== detail.requestConfig.elt && isUnsaved(form))
  others.forEach((form) => form.remove())
  held.push(...others)
})
document.addEventListener('htmx:afterSettle', () => {
  for (const form of held) {
    document.getElementById(form.id)?.replaceWith(form)
    form.closest('details')?.setAttribute('open', '')
  }
  held = []
  if (document.activeElement === document.body) {
    document.getElementById('main')?.focus({ preventScroll: true })
  }
})

// Where it leads to another page, the form is kept, or was done before.
document.addEventListener('htmx:beforeOnLoad', ({ detail }) => {
  const { elt, xhr } = detail
  if (elt.matches('form') && xhr.getResponseHeader('HX-Redirect')) onItsWay = elt
})

const SIGNED_OUT = 401
const GONE = [502, 503, 504]
document.addEventListener('htmx:responseError', ({ detail }) => {
  const { elt, xhr } = detail
  if (xhr.status === SIGNED_OUT) {
    document.dispatchEvent(new Event('app:unknown')) // the bar says so; what is typed stays
  } else if (elt.matches('form') && !GONE.includes(xhr.status)) {
    // Sent once more as a page, whose answer says why, and shows what was typed.
    onItsWay = elt
    HTMLFormElement.prototype.submit.call(elt)
  } else if (elt.matches('form')) {
    document.dispatchEvent(new Event('app:gone'))
  }
})
document.addEventListener('htmx:sendError', ({ detail }) => {
  if (detail.elt.matches('form')) document.dispatchEvent(new Event('app:gone'))
})
