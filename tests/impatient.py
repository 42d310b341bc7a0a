"""The portal's web process, which waits a fifth as long for somebody who stalls or drips."""

from marac_portal import bodies, wsgi

bodies.IDLE /= 5
bodies.SHORTEST /= 5
application = wsgi.application
