import './panel.ts';
