package io.barewire.daemon.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.barewire.mesh.manifests.FileFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Everything a lab has made and must take away again, written down before it is made: a demo that crashes leaves
/// nothing behind that the next one, or `--down`, cannot find.
///
/// @param userNamespace the network namespaces are inside a user namespace, and go with its last process
/// @param namespaces names of network namespaces
record LabState(boolean userNamespace, List<String> namespaces, List<ProcessIdentity> processes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    LabState {
        namespaces = List.copyOf(namespaces);
        processes = List.copyOf(processes);
    }

    static LabState empty(boolean userNamespace) {
        return new LabState(userNamespace, List.of(), List.of());
    }

    LabState withNamespaces(List<String> names) {
        return new LabState(userNamespace, names, processes);
    }

    LabState withProcess(ProcessIdentity process) {
        List<ProcessIdentity> more = new ArrayList<>(processes);
        more.removeIf(known -> !known.alive());
        more.add(process);
        return new LabState(userNamespace, namespaces, more);
    }

    /// What an earlier lab wrote, if there is one.
    ///
    /// @throws StepFailure when the file cannot be understood
    static Optional<LabState> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), LabState.class));
        } catch (IOException unreadable) {
            throw new StepFailure(
                    file + " does not tell what an earlier demo left behind (" + FileFault.of(file, unreadable)
                            + "); look for namespaces with `ip netns list`, then remove the file",
                    unreadable);
        }
    }

    void write(Path file) {
        try {
            Path draft = file.resolveSibling(file.getFileName() + ".draft");
            JSON.writerWithDefaultPrettyPrinter().writeValue(draft.toFile(), this);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StepFailure("cannot write " + file + ": " + FileFault.of(file, e), e);
        }
    }
}
