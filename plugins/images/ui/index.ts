import './details-panel.ts';
import './grid-tab.ts';
import './image-page.ts';
import './project-card.ts';
