package io.barewire.daemon.cli;

import io.barewire.wire.IpAddress;
import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// `127.0.0.1:7473`, `[::1]:7473`, or `:7473` for all addresses. Never a name: no resolver is asked.
final class SocketAddressConverter implements ITypeConverter<InetSocketAddress> {
    @Override
    public InetSocketAddress convert(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        String port = text.substring(colon + 1);
        if (colon < 0 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
            throw new TypeConversionException("'" + text + "' is not ADDRESS:PORT, [ADDRESS]:PORT or :PORT");
        }
        if (host.isEmpty()) {
            return new InetSocketAddress(Integer.parseInt(port));
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        try {
            IpAddress address = IpAddress.parse(bracketed ? host.substring(1, host.length() - 1) : host);
            return new InetSocketAddress(address.toInetAddress(), Integer.parseInt(port));
        } catch (IllegalArgumentException notAnAddress) {
            throw new TypeConversionException(
                    "'" + text + "' has no IPv4 or [IPv6] address before its last colon; names are not looked up");
        }
    }
}
