// A chat with a model of this server. Everything is in the page: nothing is stored, nothing is loaded from elsewhere.

const element = id => document.getElementById(id);
const log = element('log');
const messages = [];
let reading = null; // what stops the answer that is being written

function headers() {
  const key = element('key').value;
  return key ? { Authorization: `Bearer ${key}` } : {};
}

async function reason(response) {
  try {
    return (await response.json()).error.message;
  } catch {
    return `the server answered ${response.status}`;
  }
}

async function loadModels() {
  const response = await fetch('v1/models', { headers: headers() });
  if (!response.ok) {
    status(await reason(response));
    return;
  }
  const select = element('model');
  select.replaceChildren(...(await response.json()).data.map(model => new Option(model.id)));
  status('');
}

function status(text) {
  element('status').textContent = text;
}

function add(kind, name, text) {
  const article = document.createElement('article');
  article.className = kind;
  const heading = document.createElement('h2');
  heading.textContent = name;
  const body = document.createElement('p');
  body.textContent = text;
  article.append(heading, body);
  log.append(article);
  log.scrollTop = log.scrollHeight;
  return article;
}

// The data of server-sent events, as they come.
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split('\n\n');
    rest = parts.pop();
    for (const part of parts) {
      if (part.startsWith('data: ')) yield part.slice('data: '.length);
    }
  }
}

async function ask(text) {
  messages.push({ role: 'user', content: text });
  add('user', 'You', text);
  const article = add('assistant writing', element('model').value || 'Model', '');
  const body = article.querySelector('p');
  reading = new AbortController();
  busy(true);
  let answer = '';
  let usage = null;
  const start = performance.now();
  let first = 0;
  try {
    const system = element('system').value.trim();
    const response = await fetch('v1/chat/completions', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers() },
      signal: reading.signal,
      body: JSON.stringify({
        model: element('model').value || undefined,
        messages: system ? [{ role: 'system', content: system }, ...messages] : messages,
        temperature: Number(element('temperature').value),
        max_tokens: Number(element('tokens').value),
        stream: true,
        stream_options: { include_usage: true },
      }),
    });
    if (!response.ok) throw new Error(await reason(response));
    for await (const data of events(response)) {
      if (data === '[DONE]') break;
      const chunk = JSON.parse(data);
      if (chunk.error) throw new Error(chunk.error.message);
      usage = chunk.usage ?? usage;
      const piece = chunk.choices[0]?.delta?.content;
      if (piece) {
        first ||= performance.now();
        answer += piece;
        const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
        body.textContent = answer;
        if (atEnd) log.scrollTop = log.scrollHeight;
      }
    }
    const seconds = (performance.now() - (first || start)) / 1000;
    status(usage
      ? `${usage.completion_tokens} tokens, ${(usage.completion_tokens / Math.max(seconds, 0.001)).toFixed(1)} a second; `
        + `first after ${((first - start) / 1000).toFixed(2)} s`
      : '');
  } catch (problem) {
    if (problem.name === 'AbortError') {
      status('Stopped.');
    } else {
      article.classList.add('fault');
      body.textContent = answer ? `${answer}\n\n${problem.message}` : problem.message;
      status('The answer failed.');
    }
  } finally {
    article.classList.remove('writing');
    // What failed before it began is no part of the chat: the question can be asked again.
    if (answer) messages.push({ role: 'assistant', content: answer });
    else messages.pop();
    announce(answer);
    busy(false);
  }
}

// Screen readers hear an answer once, when it is complete, and not letter by letter.
function announce(text) {
  const spoken = document.createElement('span');
  spoken.className = 'skip';
  spoken.textContent = text;
  element('status').append(spoken);
}

function busy(now) {
  element('send').hidden = now;
  element('stop').hidden = !now;
  log.setAttribute('aria-busy', now);
  if (!now) {
    reading = null;
    element('message').focus();
  }
}

element('form').addEventListener('submit', event => {
  event.preventDefault();
  const text = element('message').value.trim();
  if (!text || reading) return;
  element('message').value = '';
  ask(text);
});

element('message').addEventListener('keydown', event => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    element('form').requestSubmit();
  }
});

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') reading?.abort();
});

element('stop').addEventListener('click', () => reading?.abort());

element('new').addEventListener('click', () => {
  reading?.abort();
  messages.length = 0;
  log.replaceChildren();
  status('');
  element('message').focus();
});

element('key').addEventListener('change', loadModels);

loadModels();
