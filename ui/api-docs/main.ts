import { startTheme } from '../theme.ts';
import './page.ts';

startTheme();
