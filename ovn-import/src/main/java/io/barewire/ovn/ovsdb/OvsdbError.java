package io.barewire.ovn.ovsdb;

/// An error as the server gives it (RFC 7047 §3.1).
///
/// @param error from RFC 7047 or ovsdb-server(7), such as `constraint violation`, `timed out`, `not owner`
/// @param details for people; may be empty
public record OvsdbError(String error, String details) {
    @Override
    public String toString() {
        return details.isEmpty() ? error : error + ": " + details;
    }
}
