/**
 * A small HTTP server for the few pages that an operator's monitoring reads. It is made to be
 * harmless inside a host: two kinds of threads, a bound on everything a client may send or hold,
 * nothing that a browser can be talked into reading for somebody else, and a port that cannot be
 * had is a warning. Knows nothing of what the pages say.
 */
@NullMarked
package io.acsexport.core.http;

import org.jspecify.annotations.NullMarked;
