package io.barewire.interop;

import com.github.dockerjava.api.model.Network.Ipam;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.testcontainers.DockerClientFactory;

/// A network of the Docker engine with IPv4 and IPv6, whose gateway is this machine. Containers on it outlive nothing:
/// it goes with the last of them.
///
/// @param device the network interface of this machine that is on it
record Bridge(String name, String device) implements AutoCloseable {
    /// The engine picks the IPv4 range; the IPv6 one is a random unique local prefix (RFC 4193), because old engines
    /// pick none.
    static Bridge create() {
        long random = ThreadLocalRandom.current().nextLong(1L << 40);
        String ipv6 = "fd%02x:%04x:%04x:1::/64".formatted(random >>> 32, random >>> 16 & 0xFFFF, random & 0xFFFF);
        String name = "barewire-%010x".formatted(random);
        String device = "bw%010x".formatted(random);
        DockerClientFactory.instance()
                .client()
                .createNetworkCmd()
                .withName(name)
                .withLabels(Daemon.labels())
                .withOptions(Map.of("com.docker.network.bridge.name", device))
                .withEnableIpv6(true)
                .withIpam(new Ipam().withConfig(new Ipam.Config().withSubnet(ipv6)))
                .exec();
        return new Bridge(name, device);
    }

    @Override
    public void close() {
        DockerClientFactory.instance().client().removeNetworkCmd(name).exec();
    }
}
