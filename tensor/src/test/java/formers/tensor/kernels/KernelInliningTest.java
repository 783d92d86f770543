package formers.tensor.kernels;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where vectors would become objects; [VectorMath] says why.
class KernelInliningTest {

    /// Vector operations after which the compiler still inlines our own methods: it has done so up to 38.
    private static final int MOST = 30;

    private static final String VECTORS = "jdk/incubator/vector/";

    private static Map<Name, MethodModel> methods;

    private record Name(String type, String method, String descriptor) {

        static Name of(InvokeInstruction call) {
            return new Name(
                    call.owner().asInternalName(),
                    call.name().stringValue(),
                    call.type().stringValue());
        }

        boolean hasVectors() {
            return descriptor.contains("L" + VECTORS);
        }
    }

    @BeforeAll
    static void readClasses() throws IOException, URISyntaxException {
        var folder = Path.of(VectorMath.class.getResource("VectorMath.class").toURI())
                .getParent();
        try (var files = Files.list(folder)) {
            methods = files.filter(file -> file.toString().endsWith(".class"))
                    .flatMap(file -> parse(file).methods().stream())
                    .collect(toMap(KernelInliningTest::nameOf, method -> method));
        }
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Name nameOf(MethodModel method) {
        return new Name(
                method.parent().orElseThrow().thisClass().asInternalName(),
                method.methodName().stringValue(),
                method.methodType().stringValue());
    }

    @Test
    void loopsCallOwnMethodsOfVectorsEarly() {
        var late = new ArrayList<String>();
        for (var name : methods.keySet()) {
            if (!name.hasVectors()) {
                new Walk(late, name).method(name, false);
            }
        }
        assertThat(methods).hasSizeGreaterThan(500);
        assertThat(late).isEmpty();
    }

    /// Several of these are put into one caller, and so come late there.
    @ParameterizedTest
    @ValueSource(
            classes = {
                CodeProducts.class,
                HalfProducts.class,
                NibbleProducts.class,
                PanelScales.class,
                Panels.class,
                PinnedTiles.class,
                QuadProducts.class,
                RegisterTiles.class,
                VectorGelu.class,
                VectorPackedKernels.class
            })
    void productsCallTheVectorApiAlone(Class<?> type) {
        assertThat(methods.entrySet())
                .filteredOn(method -> method.getKey().type.equals(type.getName().replace('.', '/')))
                .isNotEmpty()
                .allSatisfy(method -> assertThat(calls(method.getValue()))
                        .as(method.getKey().method)
                        .noneMatch(call -> call.hasVectors() && !call.type.startsWith(VECTORS)));
    }

    /// What the compiler puts together when it compiles one method, but for methods without vectors that it inlines.
    private static final class Walk {

        private final List<String> late;
        private final Name start;
        private int operations;

        Walk(List<String> late, Name start) {
            this.late = late;
            this.start = start;
        }

        void method(Name name, boolean inLoop) {
            var code = methods.get(name).code();
            if (code.isEmpty()) {
                return;
            }
            var elements = code.get().elementList();
            var loops = loops(elements);
            for (int i = 0; i < elements.size(); i++) {
                if (elements.get(i) instanceof InvokeInstruction call) {
                    call(Name.of(call), inLoop || loops[i]);
                }
            }
        }

        private void call(Name name, boolean inLoop) {
            if (name.type.startsWith(VECTORS)) {
                operations++;
            } else if (name.hasVectors() && methods.containsKey(name)) {
                if (inLoop && operations > MOST) {
                    late.add("%s.%s calls %s after %d vector operations"
                            .formatted(start.type, start.method, name.method, operations));
                }
                method(name, inLoop);
            }
        }
    }

    private static List<Name> calls(MethodModel method) {
        return method.code().stream()
                .flatMap(CodeModel::elementStream)
                .filter(InvokeInstruction.class::isInstance)
                .map(call -> Name.of((InvokeInstruction) call))
                .toList();
    }

    /// Which elements lie between a branch backwards and its target.
    private static boolean[] loops(List<CodeElement> elements) {
        var inside = new boolean[elements.size()];
        var labels = new HashMap<Label, Integer>();
        for (int i = 0; i < inside.length; i++) {
            if (elements.get(i) instanceof LabelTarget target) {
                labels.put(target.label(), i);
            } else if (elements.get(i) instanceof BranchInstruction branch && labels.containsKey(branch.target())) {
                Arrays.fill(inside, labels.get(branch.target()), i, true);
            }
        }
        return inside;
    }
}
