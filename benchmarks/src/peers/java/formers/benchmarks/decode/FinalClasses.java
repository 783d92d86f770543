package formers.benchmarks.decode;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/// Loads a library whose classes were compiled with preview features of Java 21, which later versions refuse.
/// What they used of them, memory segments, is final since Java 22 as it was: only the mark has to go.
final class FinalClasses extends URLClassLoader {

    private static final int MINOR = 4; // offset in a class file of the minor version's two bytes

    FinalClasses(Path library) throws IOException {
        super(new URL[] {library.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try (var file = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            var bytes = file.readAllBytes();
            bytes[MINOR] = 0;
            bytes[MINOR + 1] = 0;
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
