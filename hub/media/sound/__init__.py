"""sound: voice notes as phones record them, taken apart and put together again without what nobody needs. Pure; runs
only inside a child (`hub.media.child`). Nothing here decodes sound: containers are read, their packets are passed on.

    clean   what it is by its first bytes, how long it is, its bytes without metadata
    webm    WebM with Opus: Chrome, Edge, Android, WeChat on Android
    ogg     Ogg with Opus: Firefox
    mp4     MP4 with AAC (or Opus): Safari, WeChat on an iPhone
    mp3     MP3: the recorder of a WeChat mini-program

What never comes through: tags, titles, dates, places, pictures, names of programs and devices, a second track.
"""
