#!/usr/bin/env node
// A dumb wrapper, so that npm can link the command before the first build.
import '../dist/main.js';
