import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { perform } from './slack.ts';
import './style/base.css';
import './style/sidebar.css';
import './style/layout.css';
import './style/words.css';
import './style/composer.css';
import './style/message.css';
import './style/blocks.css';
import './style/form.css';

// Slack forgets ephemeral messages when it is loaded anew; so does this page, for the person it starts with.
const as = new URLSearchParams(window.location.search).get('as') ?? 'U0ANA';
await perform(as, { type: 'reload' }).catch(() => undefined);

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
