// Keeps what is typed into a return as a draft, every few seconds while somebody types. What is not
// kept yet stays in the page's own memory and nowhere else. Without this the button keeps it.

const EVERY = 3000 // milliseconds
const AGAIN = 5000 // after it failed
const LONGEST = 15000 // until it counts as failed

class Draft {
  constructor (form) {
    this.form = form
    this.says = form.querySelector('[data-draft-says]')
    this.again = form.querySelector('[data-draft-again]')
    this.trouble = form.querySelector('[data-draft-trouble]')
    this.typed = this.kept = 0 // how often something was typed, and up to where it is kept
    this.held = false // a person has to decide first
    form.addEventListener('input', () => {
      this.typed++
      this.plan(EVERY)
    })
    form.addEventListener('submit', () => this.rest())
    this.trouble.addEventListener('click', ({ target }) => this.decide(target.closest('button')))
    this.again.addEventListener('click', (event) => {
      event.preventDefault()
      leave(event.target.href)
    })
  }

  get unkept () {
    return this.typed !== this.kept
  }

  rest () {
    this.kept = this.typed
    clearTimeout(this.timer)
    this.timer = undefined
  }

  plan (wait) {
    if (!this.held) this.timer ??= setTimeout(() => this.keep(), wait)
  }

  send (headers) {
    const body = new FormData(this.form)
    const signal = AbortSignal.timeout(LONGEST)
    return fetch(this.form.dataset.draft, { method: 'POST', body, headers, redirect: 'manual', signal })
  }

  async keep () {
    clearTimeout(this.timer)
    const upTo = this.typed
    let answer
    try {
      answer = await this.send({ 'X-Background': '1' })
    } catch {} // no connection, or none that answers
    this.timer = undefined
    if (this.kept > upTo || !this.unkept) return // sent as a whole meanwhile
    if (answer?.ok) await this.told(answer, upTo)
    else if (answer?.status === 422) await this.ask(answer)
    else if (answer?.status === 401) this.over()
    else if (answer?.type === 'opaqueredirect') this.out()
    else if (!answer || answer.status === 400 || answer.status >= 500) this.fail() // 400: torn on its way
    else this.stop(this.says.dataset.refused)
  }

  async told (answer, upTo) {
    const { version, saved } = await answer.json()
    this.form.elements.draft_version.value = version
    this.kept = upTo
    this.says.textContent = this.says.dataset.saved.replace('%', saved)
    this.trouble.replaceChildren()
    if (this.unkept) this.plan(EVERY)
  }

  fail () {
    if (this.says.textContent !== this.says.dataset.failed) {
      this.says.textContent = this.says.dataset.failed
    }
    this.plan(AGAIN)
  }

  stop (words) {
    this.held = true
    this.says.textContent = words
  }

  over () {
    this.stop(this.says.dataset.over)
    this.again.hidden = false
  }

  out () {
    this.stop(this.says.dataset.out)
    this.again.hidden = true
  }

  // A colleague typed into the same form, or a rule forbids it: both texts, or the reason.
  async ask (answer) {
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    this.trouble.replaceChildren(...page.body.childNodes)
    this.says.textContent = ''
    this.held = this.trouble.querySelector('[data-draft-version]') !== null
  }

  decide (button) {
    if (button?.name === 'mine') {
      const { draftVersion } = button.closest('[data-draft-version]').dataset
      this.form.elements.draft_version.value = draftVersion
      this.trouble.replaceChildren()
      this.held = false
      this.keep()
    } else if (button?.name === 'theirs') {
      this.rest()
      location.reload()
    }
  }
}

const drafts = [...document.querySelectorAll('form[data-draft]')].map((form) => new Draft(form))

// To sign in again: what is not kept is sent as a person sends a form, so that the portal keeps it
// for them alone and offers it afterwards. It does so only while it still knows whose session is
// over, which a 401 says; whoever signed out is led to the same page, and nothing is kept.
async function leave (href) {
  for (const draft of drafts.filter((one) => one.unkept)) {
    let answer
    try {
      answer = await draft.send({ 'X-Background': '1' })
      if (answer.status === 401) answer = await draft.send({})
      else if (answer.type === 'opaqueredirect') return draft.out()
    } catch { // no connection, or none that answers
      answer = undefined
    }
    if (!answer?.ok && answer?.type !== 'opaqueredirect') {
      draft.says.textContent = draft.says.dataset.failed
      return
    }
    draft.rest()
  }
  location.assign(href)
}

window.addEventListener('online', () => {
  for (const draft of drafts) if (draft.unkept && !draft.held) draft.keep()
})
window.addEventListener('beforeunload', (event) => {
  if (drafts.some((one) => one.unkept)) event.preventDefault()
})
