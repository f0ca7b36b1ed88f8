package io.barewire.testkit.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A test that says which rows it shows, as its source has it.
///
/// @param type simple name of its class
/// @param stage of `./dev verify` that runs it
record Claim(String type, String method, String stage, List<Criterion> shows) {
    private static final Pattern ANNOTATION = Pattern.compile("@Acceptance\\(\\{?([^)}]*)}?\\)");
    private static final Pattern METHOD = Pattern.compile("\\bvoid (\\w+)\\(");
    private static final Pattern CLASS = Pattern.compile("^(?:public |final )*class ", Pattern.MULTILINE);
    private static final Pattern TAG = Pattern.compile("@Tag\\(\"(root|kube|ovn|container)\"\\)");

    /// All of a module.
    static List<Claim> in(Path module) throws IOException {
        Path sources = module.resolve("src/test/java");
        if (!Files.isDirectory(sources)) {
            return List.of();
        }
        List<Claim> claims = new ArrayList<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(path -> path.toString().endsWith("Test.java"))
                    .sorted()
                    .toList()) {
                String type = file.getFileName().toString().replace(".java", "");
                claims.addAll(read(type, Files.readString(file)));
            }
        }
        return claims;
    }

    static List<Claim> read(String type, String source) {
        Matcher declaration = CLASS.matcher(source);
        String head = declaration.find() ? source.substring(0, declaration.start()) : "";
        List<Claim> claims = new ArrayList<>();
        Matcher annotation = ANNOTATION.matcher(source);
        Matcher method = METHOD.matcher(source);
        while (annotation.find()) {
            if (!method.find(annotation.end())) {
                throw new IllegalStateException(type + ": no method follows " + annotation.group());
            }
            // its other annotations may stand before this one as well as after it
            int begin = Math.max(
                    source.lastIndexOf(";\n", annotation.start()), source.lastIndexOf("}\n", annotation.start()));
            Matcher tag = TAG.matcher(head + source.substring(begin, method.start()));
            String stage = "unit";
            while (tag.find()) {
                stage = tag.group(1).equals("container") ? "interop" : tag.group(1);
            }
            claims.add(new Claim(type, method.group(1), stage, rows(annotation.group(1))));
        }
        return claims;
    }

    private static List<Criterion> rows(String names) {
        return Stream.of(names.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(name -> Criterion.valueOf(name.substring(name.lastIndexOf('.') + 1)))
                .toList();
    }
}
