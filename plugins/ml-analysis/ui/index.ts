import './badge.ts';
import './panel.ts';
