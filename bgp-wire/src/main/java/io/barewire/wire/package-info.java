/// BGP messages as values and the bytes they travel as: RFC 4271 §4, with capabilities (RFC 5492), multiprotocol
/// (RFC 4760), four-octet AS numbers (RFC 6793) and revised error handling (RFC 7606).
///
/// Nothing here knows a socket, a clock, a thread or a logger. Start with [BgpMessage], then [Update].
@NullMarked
package io.barewire.wire;

import org.jspecify.annotations.NullMarked;
