// Warns two minutes before a pause signs out, with a button that keeps signed in. It is only an
// aid: the server alone decides, and a form that is sent too late is kept for its author.

const WARN = 120 // seconds
const HOUR = 3600
const bar = document.querySelector('[data-idle]')
const says = bar?.querySelector('[data-idle-says]')
const form = bar?.querySelector('form')
// To a new tab: what was typed stays here to be copied.
const signIn = bar?.querySelector('[data-idle-in]')
let timer

// Shows how it stands with so many seconds left, and when to look again. Where the button was
// pressed and changed nothing, the whole day is over that somebody may be signed in. What is sent
// after that is kept only while the portal knows whose session it was.
function plan (left, pressed = false, known = true) {
  const over = !(left > 0)
  bar.hidden = left > WARN
  form.hidden = over || pressed
  signIn.hidden = known
  // Not when nothing changed: whoever hears the page would hear it again.
  const ended = known ? says.dataset.over : says.dataset.out
  const words = over ? ended : pressed ? says.dataset.last : says.dataset.soon
  if (!bar.hidden && says.textContent !== words) says.textContent = words
  clearTimeout(timer)
  // Over, it is still known for some days whose session it was.
  const next = over ? HOUR : left > WARN ? left - WARN : left + 1
  if (known) timer = setTimeout(look, next * 1000)
}

// Another page, or a part of this one, may have been active meanwhile.
async function ask (options) {
  try {
    const answer = await fetch(form.action, { redirect: 'manual', ...options })
    const left = answer.ok ? Number(await answer.text()) : 0
    const pressed = options.method === 'POST'
    plan(left, pressed, pressed || answer.type !== 'opaqueredirect')
  } catch {
    clearTimeout(timer) // no connection
    timer = setTimeout(look, WARN * 1000 / 4)
  }
}
const look = () => ask({ headers: { 'X-Background': '1' } })

if (bar) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    ask({ method: 'POST', body: new FormData(form) })
  })
  document.addEventListener('app:unknown', look)
  // A machine that slept, or a tab that was away, has not counted.
  document.addEventListener('visibilitychange', () => { if (!document.hidden) look() })
  plan(Number(bar.dataset.idle))
}
