/**
 * `acequia.js`: defines `<acequia-sandbox>`. A page that includes it pays for this file alone until somebody asks for the works.
 * In `embed.html` it also speaks with the page around it.
 */
import { AcequiaSandbox } from './loader/element';
import { embed } from './loader/embed';

if (customElements.get('acequia-sandbox') === undefined) {
  customElements.define('acequia-sandbox', AcequiaSandbox);
  const alone = () => {
    const works = document.querySelector('acequia-sandbox[data-embed]');
    if (works instanceof AcequiaSandbox) embed(works);
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', alone);
  else alone();
}
