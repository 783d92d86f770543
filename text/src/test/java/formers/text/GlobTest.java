package formers.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "**/*.java|A.java|true",
                "**/*.java|a/b/A.java|true",
                "java.base/java/**/*.java|java.base/java/lang/String.java|true",
                "java.base/java/**/*.java|java.base/javax/A.java|false",
                "*.txt|a/b.txt|false",
                "*.txt|b.txt|true",
                "a?c|abc|true",
                "a?c|a/c|false",
                "[a-c]*|bx|true",
                "[!a-c]*|bx|false",
                "*.{md,txt}|x.md|true",
                "*.{md,txt}|x.java|false",
                "a.c|abc|false",
                "(x)+|(x)+|true",
                "docs/**|docs/a/b|true",
            })
    void matches(String glob, String name, boolean expected) {
        assertThat(Glob.of(glob).test(name)).isEqualTo(expected);
    }

    @Test
    void aMalformedPatternIsRefused() {
        assertThatThrownBy(() -> Glob.of("{a"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("{a");
    }
}
