package io.barewire.bfd;

import io.barewire.libc.Libc;
import io.barewire.wire.AddressFamily;
import java.util.Optional;

/// The receiving sockets of one VRF, each opened when the first session needs it and then kept.
final class Ports {
    private static final int SINGLE_HOP = 0;
    private static final int MULTIHOP = 2;
    private static final int ECHO = 4;
    private static final int RETURN = 5;
    /// How many of them packets come by; the last one only sends.
    static final int RECEIVING = 5;

    private final int number;
    private final Optional<String> vrf;
    private final int[] fds = {-1, -1, -1, -1, -1, -1};
    private int vrfIndex;
    private Optional<String> problem = Optional.empty();

    /// @param number what the sessions of this VRF know it by
    Ports(int number, Optional<String> vrf) {
        this.number = number;
        this.vrf = vrf;
    }

    int number() {
        return number;
    }

    Optional<String> vrf() {
        return vrf;
    }

    /// Why packets of some session cannot arrive.
    Optional<String> problem() {
        return problem;
    }

    /// Opens what a session like this needs and is not open.
    ///
    /// @return true when a descriptor is new
    boolean open(Libc libc, AddressFamily family, boolean multihop) {
        boolean changed = vrf.isPresent() && renew(libc);
        try {
            changed |= listen(
                    libc, place(family, multihop), family, multihop ? Sockets.MULTIHOP_PORT : Sockets.SINGLE_HOP_PORT);
            if (family == AddressFamily.IPV6 && !multihop) {
                changed |= listen(libc, ECHO, family, Sockets.ECHO_PORT);
                if (fds[RETURN] < 0) {
                    fds[RETURN] = Sockets.returning(libc, vrf, Sockets.TTL - 1);
                }
            }
            problem = Optional.empty();
        } catch (BfdSocketException refused) {
            problem = Optional.of(String.valueOf(refused.getMessage()));
        }
        return changed;
    }

    private boolean listen(Libc libc, int place, AddressFamily family, int port) throws BfdSocketException {
        if (fds[place] >= 0) {
            return false;
        }
        fds[place] = Sockets.receiving(libc, family, port, vrf);
        return true;
    }

    /// A device that was made anew has another index; sockets bound to the old one are deaf.
    private boolean renew(Libc libc) {
        int index = Neighbors.interfaceIndex(vrf.orElseThrow());
        if (index == vrfIndex) {
            return false;
        }
        vrfIndex = index;
        close(libc);
        return true;
    }

    /// @return -1 when it is not open
    int fd(int place) {
        return fds[place];
    }

    boolean isEcho(int place) {
        return place == ECHO;
    }

    boolean isMultihop(int place) {
        return place == MULTIHOP || place == MULTIHOP + 1;
    }

    int echoFd() {
        return fds[ECHO];
    }

    int returnFd() {
        return fds[RETURN];
    }

    void close(Libc libc) {
        for (int i = 0; i < fds.length; i++) {
            if (fds[i] >= 0) {
                libc.close(fds[i]);
                fds[i] = -1;
            }
        }
    }

    private static int place(AddressFamily family, boolean multihop) {
        return (multihop ? MULTIHOP : SINGLE_HOP) + (family == AddressFamily.IPV6 ? 1 : 0);
    }
}
