"""For engines that use a server: the list of gTTS voices, and the sound files that come back."""
