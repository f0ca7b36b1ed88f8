import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// `java RenewJars.java FOLDER`: writes class files older than Java 6 anew, in every jar of a folder.
///
/// Such files (picocli's) have no stack maps. The JVM keeps none of them in an AOT cache, nor a class that extends one,
/// and a cache with linked classes cannot be made at all: objects in it point to classes that were left out, and JDK 25
/// ends with "Metadata should have been archived". With stack maps and a newer version they are classes like any other.
/// A signed jar stays as it is.
final class RenewJars {
    /// The first whose verifier needs stack maps.
    private static final int JAVA_6 = 50;

    private final ClassFile classFile;

    private RenewJars(ClassLoader classes) {
        classFile = ClassFile.of(
                // Without this the code would be copied octet by octet.
                ConstantPoolSharingOption.NEW_POOL,
                StackMapsOption.GENERATE_STACK_MAPS,
                ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes)));
    }

    public static void main(String[] arguments) throws IOException {
        try (var jars = Files.newDirectoryStream(Path.of(arguments[0]), "*.jar")) {
            for (Path jar : jars) {
                if (isOld(jar)) {
                    renew(jar);
                }
            }
        }
    }

    private static boolean isOld(Path jar) throws IOException {
        boolean old = false;
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().matches("META-INF/[^/]+\\.SF")) {
                    return false;
                }
                old |= isClass(entry) && isOld(read(zip, entry));
            }
        }
        return old;
    }

    private static boolean isClass(ZipEntry entry) {
        return entry.getName().endsWith(".class");
    }

    /// Octets 6 and 7 are the major version (JVMS §4.1).
    private static boolean isOld(byte[] octets) {
        return ((octets[6] & 0xff) << 8 | octets[7] & 0xff) < JAVA_6;
    }

    private static void renew(Path jar) throws IOException {
        Path fresh = jar.resolveSibling(jar.getFileName() + ".new");
        try (URLClassLoader classes = new URLClassLoader(new URL[] {jar.toUri().toURL()});
                ZipFile from = new ZipFile(jar.toFile());
                ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(fresh))) {
            RenewJars renew = new RenewJars(classes);
            for (ZipEntry entry : Collections.list(from.entries())) {
                byte[] octets = read(from, entry);
                ZipEntry same = new ZipEntry(entry.getName());
                same.setTime(entry.getTime());
                to.putNextEntry(same);
                to.write(isClass(entry) && isOld(octets) ? renew.renew(octets) : octets);
                to.closeEntry();
            }
        }
        Files.move(fresh, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] read(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    private byte[] renew(byte[] octets) {
        ClassModel old = classFile.parse(octets);
        return classFile.transformClass(old, (builder, element) -> {
            switch (element) {
                case ClassFileVersion _ -> builder.withVersion(ClassFile.JAVA_17_VERSION, 0);
                case MethodModel method ->
                    builder.transformMethod(
                            method, MethodTransform.transformingCode((code, instruction) -> code.with(instruction)));
                default -> builder.with(element);
            }
        });
    }
}
