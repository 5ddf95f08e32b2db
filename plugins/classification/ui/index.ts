import './badge.ts';
import './classes-tab.ts';
import './panel.ts';
