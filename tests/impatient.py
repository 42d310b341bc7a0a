"""The portal's web process, which waits a tenth as long for somebody who stalls or drips."""

from marac_portal import bodies, wsgi

bodies.IDLE /= 10
bodies.SHORTEST /= 10
application = wsgi.application
