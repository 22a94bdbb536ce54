"""Hears speech as words, offline: drafts of transcripts, and proof by ear of what was published.

    recording --- windows of 15-25 s, 16 kHz ---> Whisper (CTranslate2) ---> words with times
    words --- sentences, pauses ---> a draft transcript (`drafting`)
    words --- compared with what should be heard ---> differences (`comparison`)

Everything here needs the extra `listen`, and a model that packages carry or a person names; nothing
is ever fetched. `recogniser` imports the heavy libraries when it hears its first window.
"""
