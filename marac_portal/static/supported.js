// Runs before the page is drawn, so that what a choice reveals does not flash open first.
// It is a file of its own as the content security policy refuses a script in the page.
document.body.classList.add(
  'js-enabled',
  ...('noModule' in HTMLScriptElement.prototype ? ['govuk-frontend-supported'] : [])
)
