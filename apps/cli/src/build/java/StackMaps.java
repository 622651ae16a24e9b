import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/// Gives the classes of a jar that were compiled for Java 5 the stack maps that newer ones have; a
/// step of the build, run as `java StackMaps.java FILE.jar`.
///
/// Without stack maps a JVM checks a class by inferring what it could read there, and keeps no such
/// class in an AOT cache, nor any class of ours that extends one. The classes' names, members and
/// instructions stay as they are.
final class StackMaps {
    /// Java 6, the first version with stack maps, may still do without; from Java 7 on they are
    /// law.
    private static final int WITH_STACK_MAPS = ClassFile.JAVA_7_VERSION;

    /// The same jar from the same input, whenever it is made.
    private static final long TIME = 315_532_800_000L;

    private StackMaps() {}

    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        Path part = jar.resolveSibling(jar.getFileName() + ".part");
        try (var in = new JarFile(jar.toFile());
                var out = new JarOutputStream(Files.newOutputStream(part))) {
            ClassFile classFile = writerFor(in);
            for (JarEntry entry : Collections.list(in.entries())) {
                var copy = new ZipEntry(entry.getName());
                copy.setTime(TIME);
                out.putNextEntry(copy);
                byte[] bytes = read(in, entry);
                out.write(
                        entry.getName().endsWith(".class")
                                ? withStackMaps(classFile, bytes)
                                : bytes);
                out.closeEntry();
            }
        }
        Files.move(part, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] withStackMaps(ClassFile classFile, byte[] bytes) {
        ClassModel model = classFile.parse(bytes);
        if (model.majorVersion() >= WITH_STACK_MAPS) {
            return bytes;
        }
        // Methods are written anew, as only those get a stack map.
        ClassTransform version =
                (builder, element) -> {
                    if (element instanceof ClassFileVersion) {
                        builder.withVersion(WITH_STACK_MAPS, 0);
                    } else {
                        builder.with(element);
                    }
                };
        return classFile.transformClass(
                model,
                version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
    }

    /// A stack map may name what two classes have in common, which is looked up in the jar and in
    /// the JDK.
    private static ClassFile writerFor(JarFile jar) {
        ClassHierarchyResolver classes =
                ClassHierarchyResolver.ofResourceParsing(
                        type -> {
                            String name = type.descriptorString();
                            String file = name.substring(1, name.length() - 1) + ".class";
                            JarEntry entry = jar.getJarEntry(file);
                            try {
                                return entry == null
                                        ? ClassLoader.getSystemResourceAsStream(file)
                                        : jar.getInputStream(entry);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        return ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(classes));
    }

    private static byte[] read(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream stream = jar.getInputStream(entry)) {
            return stream.readAllBytes();
        }
    }
}
