import './account-page.ts';
import './administration-page.ts';
