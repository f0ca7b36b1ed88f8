package io.barewire.bench.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Every run with all its figures, for programs.
final class JsonReport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonReport() {}

    /// @param facts about the machine and the daemons
    static void write(Path file, Map<String, String> facts, List<Workload> workloads, List<Run> runs)
            throws IOException {
        ObjectNode root = JSON.createObjectNode();
        facts.forEach(root.putObject("facts")::put);
        ArrayNode titles = root.putArray("workloads");
        for (Workload workload : workloads) {
            ObjectNode one = titles.addObject().put("name", workload.name()).put("title", workload.title());
            ObjectNode columns = one.putObject("columns");
            workload.columns().forEach(column -> columns.put(column.key(), column.title()));
        }
        ArrayNode array = root.putArray("runs");
        for (Run run : runs) {
            ObjectNode one = array.addObject()
                    .put("workload", run.workload())
                    .put("daemon", run.daemon())
                    .put("run", run.number());
            ObjectNode values = one.putObject("values");
            run.values().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(value -> values.put(value.getKey(), value.getValue()));
            run.flaws().forEach(one.putArray("flaws")::add);
        }
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
    }
}
