package io.barewire.bfd;

/// What became of a received packet. All but the first are reasons to drop it; each is counted.
public enum Verdict {
    TAKEN("taken"),
    TOO_SHORT("shorter than its header"),
    WRONG_VERSION("not version 1"),
    WRONG_LENGTH("its length field fits neither its content nor the datagram"),
    ZERO_MULTIPLIER("detect multiplier 0"),
    MULTIPOINT("multipoint bit set"),
    ZERO_MY_DISCRIMINATOR("its sender's discriminator is 0"),
    ZERO_YOUR_DISCRIMINATOR("our discriminator is 0 in a state that knows it"),
    /// RFC 5880 §6.7: no session of ours has authentication configured.
    AUTHENTICATED("authenticated, and no authentication is configured"),
    TTL_TOO_LOW("TTL or hop limit too low: it came from farther away"),
    UNKNOWN_DISCRIMINATOR("no session has its discriminator"),
    UNKNOWN_PEER("no session with its sender"),
    /// The discriminator is a session's, but address, interface or port are not.
    WRONG_PATH("its session has another address, interface or port"),
    UNKNOWN_ECHO("an echo that none of our sessions sent");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
