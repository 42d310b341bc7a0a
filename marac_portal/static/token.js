// The token of the forms of a page, which is another once somebody has signed in again.

// Whether the answer is to the person whom this page was shown to.
export function isSame (answer) {
  const page = document.querySelector('[data-idle]')
  return answer.headers.get('X-Signed-In-As') === page.dataset.as
}

export function renew (answer) {
  const token = answer.headers.get('X-Form-Token')
  for (const one of document.querySelectorAll('input[name=csrfmiddlewaretoken]')) one.value = token
}
