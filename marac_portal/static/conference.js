// The conference page: keys, the clock of the case, one agency open at a time, and whether the
// page is still live. Everything works without.

const KEYS_OFF = 'conference-keys-off'
const line = () => document.getElementById('id_line')
const status = document.querySelector('[data-link]')
const keybar = document.querySelector('[data-keys]')

// --- what htmx brings -------------------------------------------------------------------------

// Once an action is recorded, the next one is typed. One that was refused is put right where it was
// typed: htmx has put the cursor back there, and its reasons are read out.
document.addEventListener('htmx:afterSwap', ({ detail }) => {
  if (detail.requestConfig?.verb !== 'post' || detail.target.id !== 'plan') return
  const at = document.activeElement
  const typed = at?.form?.id === 'line' && at.type !== 'submit'
  if (detail.xhr.status !== 422 || !typed) line()?.focus()
})

// Without a connection the page says since when; what was typed stays.
function time () {
  const locale = document.documentElement.lang
  return new Date().toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' })
}
let cut = false
document.addEventListener('htmx:sendError', () => {
  if (!cut && status) status.textContent = status.dataset.cut.replace('%', time())
  cut = true
})
document.addEventListener('htmx:afterOnLoad', () => {
  if (status && (cut || !status.textContent)) status.textContent = status.dataset.live
  cut = false
})
document.addEventListener('htmx:responseError', ({ detail }) => {
  // The session is over, or the case is no longer there: asking again would not help.
  if (detail.elt.id !== 'plan-live') return
  detail.elt.dataset.asked = detail.elt.getAttribute('hx-get')
  detail.elt.removeAttribute('hx-get')
  window.htmx?.process(detail.elt)
  detail.elt.replaceWith(detail.elt.cloneNode(true))
  if (status) status.textContent = status.dataset.over
})
document.addEventListener('app:back', () => {
  // Whose page it is has signed in again.
  const plan = document.querySelector('#plan-live[data-asked]')
  if (!plan) return
  plan.setAttribute('hx-get', plan.dataset.asked)
  delete plan.dataset.asked
  window.htmx?.process(plan)
  if (status) status.textContent = status.dataset.live
})

// --- the clock of the case --------------------------------------------------------------------

const timer = document.querySelector('[data-timer]')
if (timer) {
  const begun = Date.parse(timer.dataset.timer)
  const whole = Number(timer.dataset.whole)
  const shown = timer.querySelector('.app-timer__now')
  const bar = timer.querySelector('progress')
  const says = timer.querySelector('p')
  const look = timer.querySelector('.app-timer').classList
  setInterval(() => {
    const spent = Math.max(0, Math.floor((Date.now() - begun) / 1000))
    const minutes = String(Math.floor(spent / 60)).padStart(2, '0')
    shown.textContent = `${minutes}:${String(spent % 60).padStart(2, '0')}`
    bar.value = Math.min(spent, whole)
    const left = Math.floor((whole - spent) / 60)
    const words = left < 0 ? timer.dataset.over : timer.dataset.left
    says.textContent = words.replace('%', String(Math.abs(left)))
    look.toggle('app-timer--near', left === 0)
    look.toggle('app-timer--over', left < 0)
  }, 1000)
}

// --- one agency at a time ---------------------------------------------------------------------

const agencies = [...document.querySelectorAll('[data-agency]')]
const blocks = [...document.querySelectorAll('[data-agency-items]')]

function open (place) {
  blocks.forEach((block, one) => { block.hidden = one !== place })
  agencies.forEach((key, one) => {
    if (one === place) key.setAttribute('aria-current', 'true')
    else key.removeAttribute('aria-current')
  })
}
if (agencies.length) {
  open(0)
  agencies.forEach((key, place) => key.addEventListener('click', (event) => {
    event.preventDefault()
    open(place)
  }))
}
function nextAgency (by) {
  if (!agencies.length) return
  const now = agencies.findIndex((key) => key.hasAttribute('aria-current'))
  const place = (now + by + agencies.length) % agencies.length
  open(place)
  agencies[place].focus()
}

// --- keys -------------------------------------------------------------------------------------

let keys = localStorage.getItem(KEYS_OFF) === null
const button = document.querySelector('[data-keys-switch]')
function say () {
  if (button) button.textContent = keys ? button.dataset.off : button.dataset.on
}
button?.addEventListener('click', () => {
  keys = !keys
  if (keys) localStorage.removeItem(KEYS_OFF)
  else localStorage.setItem(KEYS_OFF, '1')
  say()
})
if (keybar) say()

document.addEventListener('keydown', (event) => {
  if (!keys || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target.matches('input, textarea, select, [contenteditable]')) return
  if (event.key === '/') line()?.focus()
  else if (/^[1-6]$/.test(event.key)) document.querySelector(`[data-step="${event.key}"]`)?.click()
  else if (event.key === 'j' || event.key === 'J') nextAgency(1)
  else if (event.key === 'k' || event.key === 'K') nextAgency(-1)
  else return
  event.preventDefault()
})
