package io.barewire.controller.advertise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressIpDecoderTest {
    @Test
    void anAddressIsAHostsPrefixAtItsNode() throws Exception {
        assertEquals(
                Map.of("n1", Set.of("192.0.2.7/32", "2001:db8::7/128"), "n2", Set.of("192.0.2.8/32")),
                EgressIpDecoder.decode(Cluster.tree("""
                        spec: {namespaceSelector: {}}
                        status:
                          items:
                          - {node: n1, egressIP: 192.0.2.7}
                          - {node: n1, egressIP: "2001:db8::7"}
                          - {node: n2, egressIP: 192.0.2.8}
                        """)).byNode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{spec: 7, status: []}",
                "{spec: {namespaceSelector: {}}, status: {items: {node: n1}}}",
                "{spec: {namespaceSelector: {}}, status: {items: [7, {}, {node: n1}, {egressIP: 192.0.2.7}]}}",
                "{spec: {namespaceSelector: {}}, status: {items: [{node: n1, egressIP: 192.0.2.256}]}}",
                "{spec: {namespaceSelector: {}}, status: {items: [{node: [n1], egressIP: {a: 1}}]}}"
            })
    void whatIsNoAssignmentIsNone(String text) throws Exception {
        assertEquals(Map.of(), EgressIpDecoder.decode(Cluster.tree(text)).byNode());
    }
}
