// Loaded before every test: an IndexedDB in memory.
import 'fake-indexeddb/auto';
