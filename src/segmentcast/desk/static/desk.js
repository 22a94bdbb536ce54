// Shared by all views. Pages work without it; views add what needs a script.
"use strict";
