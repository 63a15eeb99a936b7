// What is typed as a test of a text: a regular expression, else text.
export const expressionOf = text => {
  try {
    const expression = RegExp(text, "i");
    // One that is too large says so only when it is used.
    expression.test("");
    return f => expression.test(f.text);
  } catch {
    const small = text.toLowerCase();
    return f => f.text.toLowerCase().includes(small);
  }
};
