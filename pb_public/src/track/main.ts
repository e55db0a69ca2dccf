import { mount } from 'svelte';
import './track.css';
import Track from './Track.svelte';
import { words } from './words.svelte';

const target = document.getElementById('track');
// the words come first: a page that flashes empty frames does not look trustworthy
if (target) void words.load().then(() => mount(Track, { target }));
