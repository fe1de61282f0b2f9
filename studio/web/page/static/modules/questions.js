// Questions to whoever looks, in a dialog of their own: whether something is meant, and what it takes.

let dialog = null;

function made() {
  if (dialog) return dialog;
  dialog = document.createElement("dialog");
  dialog.className = "sheet";
  dialog.setAttribute("aria-labelledby", "question-title");
  document.body.append(dialog);
  return dialog;
}

function element(name, more = {}, ...children) {
  const one = Object.assign(document.createElement(name), more);
  one.append(...children);
  return one;
}

/**
 * Ask for the values of fields: `{name, label, value, rows, type, options, required}`. Resolves to them by name, or to null
 * where it was left. `work` is done with them while the dialog stays; what it says against them is shown in it.
 */
export function asked(title, text, fields, verb, work = async () => {}, { danger = false } = {}) {
  const sheet = made();
  const form = element("form", { method: "dialog", noValidate: false });
  const problem = element("p", { className: "problem", hidden: true });
  const leave = element("button", { type: "button", textContent: "Leave it" });
  const go = element("button", { className: danger ? "danger" : "main", textContent: verb });
  form.append(element("h2", { id: "question-title", textContent: title }));
  if (text) form.append(element("p", { textContent: text }));
  const box = element("div", { className: "fields" });
  for (const field of fields) {
    const input = field.options
      ? element("select", {}, ...field.options.map((option) => element("option", { textContent: option, value: option })))
      : element(field.rows ? "textarea" : "input", field.rows ? { rows: field.rows } : { type: field.type ?? "text" });
    input.name = field.name;
    input.id = `question-${field.name}`;
    input.value = field.value ?? "";
    input.required = Boolean(field.required);
    input.dir = "auto";
    const label = element("label", { textContent: field.label, htmlFor: input.id });
    box.append(element("div", { className: field.rows || field.wide ? "field wide" : "field" }, label, input));
  }
  form.append(box, problem, element("div", { className: "tools" }, leave, go));
  sheet.replaceChildren(form);
  sheet.showModal();
  (form.querySelector("input, textarea, select") ?? go).focus();
  return new Promise((resolve) => {
    const end = (answer) => {
      sheet.onclose = null;
      sheet.close();
      resolve(answer);
    };
    leave.onclick = () => end(null);
    sheet.onclose = () => resolve(null);
    form.onsubmit = async (event) => {
      event.preventDefault();
      const values = Object.fromEntries(new FormData(form));
      go.disabled = true;
      try {
        await work(values);
        end(values);
      } catch (error) {
        problem.textContent = error.message;
        problem.hidden = false;
        go.disabled = false;
      }
    };
  });
}

/** Whether something is meant. */
export const confirmed = async (title, text, verb, how) => (await asked(title, text, [], verb, undefined, how)) !== null;
