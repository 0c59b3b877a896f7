/**
 * `page.js`: the article page around the works. Theme (set before the first paint: the page includes it in its head), reading position → scene, the
 * works' place on a phone, change of language without losing the run, knobs and live numbers of the text, the service worker. Without
 * it the article reads all the same.
 */
import { bindArticle } from './page/article';
import { bindLanguage } from './page/language';
import { bindReading } from './page/reading';
import { bindOffline } from './page/offline';
import { bindThemeButton, recallTheme } from './page/theme';

recallTheme();
document.documentElement.classList.add('js');

document.addEventListener('DOMContentLoaded', () => {
  const works = document.querySelector('acequia-sandbox');
  if (works === null) return;
  bindThemeButton(works);
  const article = document.querySelector('article');
  if (article !== null) {
    const reading = bindReading(article, works);
    bindArticle(article, works);
    bindLanguage(works, (now) => {
      reading.renew(now);
      bindArticle(now, works);
    });
  }
  bindOffline();
});
