package io.barewire.daemon.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A named network namespace (`ip netns`).
///
/// @param name as `ip netns list` shows it
record Namespace(String name, Commands commands) {
    private static final Duration LIMIT = Waiting.LIMIT;
    private static final ObjectMapper JSON = new ObjectMapper();

    void create() throws InterruptedException {
        commands.require(LIMIT, List.of("ip", "netns", "add", name));
        ip("link set lo up");
    }

    void delete() throws InterruptedException {
        commands.require(LIMIT, List.of("ip", "netns", "delete", name));
    }

    /// `ip -n NAME WORDS`, which must succeed.
    String ip(String words) throws InterruptedException {
        return ip(List.of(words.split(" ", -1)));
    }

    private String ip(List<String> words) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(words);
        return commands.require(LIMIT, command);
    }

    /// `ip -n NAME -j WORDS`: an array, empty when `ip` has nothing to say.
    JsonNode ipJson(String words) throws InterruptedException {
        String answer = ip("-j " + words);
        try {
            return answer.isBlank() ? JSON.createArrayNode() : JSON.readTree(answer);
        } catch (JsonProcessingException unreadable) {
            throw new StepFailure("ip -j " + words + " answered no JSON: " + answer, unreadable);
        }
    }

    /// The command that runs another one in here.
    List<String> inside(List<String> command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name));
        whole.addAll(command);
        return whole;
    }

    /// Writes kernel settings, each as `net/ipv4/ip_forward=1`.
    void set(String... settings) throws InterruptedException {
        StringBuilder script = new StringBuilder();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            script.append("echo ").append(setting.substring(equals + 1));
            script.append(" > /proc/sys/").append(setting, 0, equals).append(" && ");
        }
        commands.require(LIMIT, inside(List.of("sh", "-c", script + "true")));
    }
}
