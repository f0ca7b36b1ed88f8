package io.barewire.testkit.acceptance;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// What Surefire wrote of the tests that ran last, by `Class.method`; of a test with several runs, each of them.
final class Reports {
    private final Map<String, List<Result>> runs = new HashMap<>();

    private Reports() {}

    static Reports of(List<Path> modules) throws IOException {
        Reports reports = new Reports();
        for (Path module : modules) {
            Path folder = module.resolve("target/surefire-reports");
            if (Files.isDirectory(folder)) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "TEST-*.xml")) {
                    for (Path file : files) {
                        reports.read(file);
                    }
                }
            }
        }
        return reports;
    }

    private void read(Path file) throws IOException {
        try {
            NodeList cases = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getElementsByTagName("testcase");
            for (int i = 0; i < cases.getLength(); i++) {
                add((Element) cases.item(i));
            }
        } catch (SAXException | ParserConfigurationException notXml) {
            throw new IOException(file + ": not a Surefire report; delete it", notXml);
        }
    }

    private void add(Element test) {
        String type = test.getAttribute("classname");
        // of a test with parameters: `method(String)[1]`
        String method = test.getAttribute("name").replaceFirst("\\W.*", "");
        String name = type.substring(type.lastIndexOf('.') + 1) + "." + method;
        runs.computeIfAbsent(name, _ -> new ArrayList<>()).add(result(test, name));
    }

    private static Result result(Element test, String name) {
        if (test.getElementsByTagName("failure").getLength()
                        + test.getElementsByTagName("error").getLength()
                > 0) {
            return new Result.Failed(name);
        }
        NodeList skipped = test.getElementsByTagName("skipped");
        return skipped.getLength() == 0 ? new Result.Passed() : new Result.Skipped(reason((Element) skipped.item(0)));
    }

    /// Surefire puts it into an attribute, or at the head of a stack trace.
    private static String reason(Element skipped) {
        String text = skipped.hasAttribute("message") ? skipped.getAttribute("message") : skipped.getTextContent();
        return text.strip()
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^\\S*TestAbortedException: ", "")
                .replaceFirst("^Assumption failed: ", "");
    }

    /// Empty when it did not run.
    Optional<Result> of(Claim claim) {
        return runs.getOrDefault(claim.type() + "." + claim.method(), List.of()).stream()
                .reduce((one, other) -> one.rank() <= other.rank() ? one : other);
    }
}
