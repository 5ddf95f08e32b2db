import './panel.ts';
import './project-tab.ts';
