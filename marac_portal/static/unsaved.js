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

function holds (one) {
  if (one.matches('button, [type=hidden], [type=submit]')) return false
  return one.matches('[type=checkbox], [type=radio]') ? one.checked : one.value !== ''
}

function isUnsaved (form) {
  return [...form.elements].some(form.dataset.typed === undefined ? differs : holds)
}

function tell (form) {
  let says = form.querySelector('.app-unsaved')
  if (!says) {
    says = document.createElement('p')
    says.className = 'app-unsaved'
    says.setAttribute('role', 'alert')
    form.prepend(says)
  }
  says.textContent = form.dataset.unsaved
}

window.addEventListener('beforeunload', (event) => {
  const forms = [...document.querySelectorAll('form[data-unsaved]')]
  const unsaved = forms.filter((form) => form !== onItsWay && isUnsaved(form))
  if (!unsaved.length) return
  event.preventDefault()
  setTimeout(() => { // whoever is still here has stayed
    onItsWay = undefined
    unsaved.forEach(tell)
  })
})
document.addEventListener('submit', (event) => {
  if (!event.defaultPrevented) onItsWay = event.target
})
document.addEventListener('input', ({ target }) => {
  const form = target.closest('form')
  if (form?.classList.contains('htmx-request')) typedOn.add(target)
  if (form && !isUnsaved(form)) form.querySelector('.app-unsaved')?.remove()
})
window.addEventListener('pageshow', () => { onItsWay = undefined })

// --- what htmx sends ----------------------------------------------------------------------------

// A form that was refused comes back with its reasons, and is shown. Where it comes back with the
// page around it, what is typed into other forms there stays as it is.
const held = []
// Nor is lost what is typed into a form while its answer is on its way: into the line, the next one.
const typedOn = new Set()
const since = []
document.addEventListener('htmx:beforeSwap', ({ detail }) => {
  if (detail.xhr.status === 422) {
    detail.shouldSwap = true
    detail.isError = false
  }
  if (!detail.shouldSwap) return
  const { elt, formData } = detail.requestConfig
  for (const one of [...typedOn].filter((field) => field.form === elt)) {
    since.push({ id: one.id, typed: one.value, sent: String(formData.get(one.name) ?? '') })
    typedOn.delete(one)
  }
  const others = [...detail.target.querySelectorAll('form[data-unsaved][id]')]
  held.push(...others.filter((form) => form !== elt && isUnsaved(form)))
  held.forEach((form) => form.remove())
})
document.addEventListener('htmx:afterSettle', ({ detail }) => {
  for (const { id, typed, sent } of since.splice(0)) {
    const one = document.getElementById(id)
    if (!one) continue
    const further = one.defaultValue === '' && typed.startsWith(sent)
    one.value = further ? typed.slice(sent.length).trimStart() + one.value : typed
    one.dispatchEvent(new Event('input', { bubbles: true })) // the line is read
  }
  for (const form of held.splice(0)) {
    document.getElementById(form.id)?.replaceWith(form)
    form.closest('details')?.setAttribute('open', '')
  }
  // The button that had the focus went with its form.
  if (detail.target.id === 'main' && document.activeElement === document.body) {
    document.getElementById('main').focus({ preventScroll: true })
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
