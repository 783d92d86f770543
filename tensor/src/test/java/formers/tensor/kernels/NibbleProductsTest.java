package formers.tensor.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NibbleProductsTest {

    /// `FreqInlineSize`: a longer method is not put into its callers.
    private static final int INLINED = 325;

    @ParameterizedTest
    @ValueSource(strings = {"scales", "superScales", "one", "tile", "finish", "offsets"})
    void theCompilerKeepsEachStepApart(String name) throws IOException {
        byte[] bytes;
        try (var in = NibbleProducts.class.getResourceAsStream("NibbleProducts.class")) {
            bytes = in.readAllBytes();
        }
        var method = ClassFile.of().parse(bytes).methods().stream()
                .filter(m -> m.methodName().equalsString(name))
                .findFirst()
                .orElseThrow();
        int length = ((CodeAttribute) method.code().orElseThrow()).codeLength();
        assertThat(length).isGreaterThan(INLINED);
    }
}
