// Warns two minutes before a pause signs out, with a button that keeps signed in. It is only an
// aid: the server alone decides, and a form that is sent too late is kept for its author. Once its
// author has signed in again elsewhere, the page can be sent as it stands.

import { isSame, renew } from './token.js'

const WARN = 120 // seconds
const HOUR = 3600
const SOON = 15
const bar = document.querySelector('[data-idle]')
const says = bar?.querySelector('[data-idle-says]')
const form = bar?.querySelector('form')
// To a new tab: what was typed stays here.
const signIn = bar?.querySelector('[data-idle-in]')
let timer
let away = false // whether nobody is signed in here any longer, or somebody else
let other = false

// Shows how it stands with so many seconds left, and when to look again. Where the button was
// pressed and changed nothing, the whole day is over that somebody may be signed in. What is sent
// after that is kept only while the portal knows whose session it was.
function plan (left, { pressed = false, known = true, same = true } = {}) {
  const over = !(left > 0)
  const back = away && !over && same
  away = over || !same
  other = !same
  bar.hidden = same && left > WARN
  form.hidden = away || pressed
  signIn.hidden = !over
  // Not when nothing changed: whoever hears the page would hear it again.
  const ended = known ? says.dataset.over : says.dataset.out
  const warns = pressed ? says.dataset.last : says.dataset.soon
  const words = other ? says.dataset.other : over ? ended : warns
  if (!bar.hidden && says.textContent !== words) says.textContent = words
  if (back) document.dispatchEvent(new Event('app:back'))
  clearTimeout(timer)
  const next = away ? (document.hidden ? HOUR : SOON) : left > WARN ? left - WARN : left + 1
  timer = setTimeout(look, next * 1000)
}

// Another page, or a part of this one, may have been active meanwhile.
async function ask (options) {
  try {
    const answer = await fetch(form.action, { redirect: 'manual', ...options })
    const left = answer.ok ? Number(await answer.text()) : 0
    const pressed = options.method === 'POST'
    const same = !answer.ok || isSame(answer)
    if (answer.ok && same) renew(answer)
    plan(left, { pressed, known: pressed || answer.type !== 'opaqueredirect', same })
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
  window.addEventListener('focus', () => { if (away) look() })
  // Nothing is sent as somebody else than whom the page was shown to.
  document.addEventListener('htmx:beforeRequest', (event) => {
    if (other && event.detail.elt.matches('form')) event.preventDefault()
  })
  plan(Number(bar.dataset.idle))
}
