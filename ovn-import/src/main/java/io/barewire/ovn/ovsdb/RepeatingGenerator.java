package io.barewire.ovn.ovsdb;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// Writes documents of OVSDB, in which the same few names come thousands of times: each is encoded once. And uuids,
/// which the JDK writes digit by digit until C2 has compiled it.
final class RepeatingGenerator extends JsonGeneratorDelegate {
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private final Map<String, SerializableString> names = new HashMap<>();
    private final byte[] uuid = new byte[36];

    RepeatingGenerator(JsonGenerator to) {
        super(to);
    }

    @Override
    public void writeFieldName(String name) throws IOException {
        delegate.writeFieldName(encoded(name));
    }

    /// Of a table, a column or a keyword.
    void writeName(String name) throws IOException {
        delegate.writeString(encoded(name));
    }

    private SerializableString encoded(String name) {
        SerializableString known = names.get(name);
        if (known == null) {
            known = new SerializedString(name);
            names.put(name, known);
        }
        return known;
    }

    void writeUuid(UUID value) throws IOException {
        long high = value.getMostSignificantBits();
        long low = value.getLeastSignificantBits();
        digits(high >>> 32, 8, 0);
        uuid[8] = '-';
        digits(high >>> 16, 4, 9);
        uuid[13] = '-';
        digits(high, 4, 14);
        uuid[18] = '-';
        digits(low >>> 48, 4, 19);
        uuid[23] = '-';
        digits(low, 12, 24);
        delegate.writeRawUTF8String(uuid, 0, uuid.length);
    }

    private void digits(long bits, int count, int at) {
        for (int i = count - 1; i >= 0; i--) {
            uuid[at + i] = DIGITS[(int) bits & 0xF];
            bits >>>= 4;
        }
    }
}
