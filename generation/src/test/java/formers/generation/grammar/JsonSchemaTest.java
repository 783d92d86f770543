package formers.generation.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonSchemaTest {

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text.replace('\'', '"'));
    }

    private static Grammar schema(String schema) {
        return Grammar.jsonSchema(json(schema));
    }

    /// Schemas, values of them and other values, divided by `;`.
    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "{} ¦ 1; 'x'; {'a': [null]}; true ¦ x; 1 2",
                "true ¦ 1 ¦ x",
                "{'type': 'string'} ¦ ''; 'é😀'; '\\u00e9\\n'; '\\ud83d\\ude00' ¦ 1; 'a; '\\x'; '\\ud83d'; '\\ude00'",
                "{'type': ['integer', 'null']} ¦ 0; -12; null ¦ 1.5; -0; 01; 'null'",
                "{'type': 'number'} ¦ 0; -1.5e-3; 1E5; 0.25 ¦ 1.; .5; +1; 1e999",
                "{'type': 'string', 'nullable': true} ¦ 'a'; null ¦ 1",
                "{'allOf': [{'type': 'string', 'nullable': true}, {'type': 'string'}]} ¦ 'a' ¦ null",
                "{'allOf': [{'type': 'string', 'nullable': true}, {'type': ['null', 'integer']}]} ¦ null ¦ 'a'; 1",
                "{'type': 'string', 'nullable': true, 'enum': ['a']} ¦ 'a' ¦ null",
                "{'properties': {'k': {'const': 1}}, 'required': ['k'], 'anyOf': [{'properties': {'k': {'const': 2}}}, "
                        + "{'properties': {'k': {'enum': [1, 2]}}}]} ¦ {'k': 1} ¦ {'k': 2}",
                "{'type': 'string', 'minLength': 2, 'maxLength': 3} ¦ 'ab'; '😀\\n\\u0041' ¦ 'a'; 'abcd'",
                "{'type': 'string', 'pattern': '^[a-c]+$'} ¦ 'abc' ¦ ''; 'abd'",
                "{'type': 'string', 'pattern': 'b'} ¦ 'b'; 'abc'; '\\nb\\\\' ¦ 'a'; ''",
                "{'type': 'string', 'pattern': '^a*$', 'minLength': 2, 'maxLength': 3} ¦ 'aa'; 'aaa' ¦ 'a'; 'aaaa'",
                "{'type': 'string', 'pattern': '^\\\\S+@x$'} ¦ 'ü@x'; '\\\\@x' ¦ 'a b@x'; '@x'",
                "{'pattern': 'a', 'allOf': [{'pattern': 'b'}]} ¦ 'ab'; 'ba' ¦ 'a'; 'b'; 1",
                "{'enum': ['a', 1, null, {'b': [2]}]} ¦ 'a'; 1; null; {'b':[2]} ¦ 'b'; 2",
                "{'enum': [1, 5, 10, 'x'], 'type': 'integer', 'minimum': 3} ¦ 5; 10 ¦ 1; 'x'",
                "{'const': 'é\\n'} ¦ 'é\\n' ¦ 'é'",
                "{'type': 'integer', 'minimum': -3, 'maximum': 12} ¦ -3; 0; 9; 12 ¦ -4; 13; 20; -0; 05",
                "{'type': 'integer', 'exclusiveMinimum': 7.5, 'exclusiveMaximum': 10} ¦ 8; 9 ¦ 7; 10",
                "{'type': 'integer', 'minimum': 123456789012345678901} ¦ 123456789012345678901 ¦ 123456789012345678900",
                "{'type': 'integer', 'multipleOf': 7, 'minimum': 1, 'maximum': 30} ¦ 7; 14; 28 ¦ 0; 1; 35",
                "{'type': 'number', 'minimum': 0.25, 'exclusiveMaximum': 1.5} ¦ 0.25; 0.3; 1; 1.49; 1.0 ¦ 0.249; 1.5; 2; -1",
                "{'type': 'number', 'exclusiveMinimum': -0.5, 'maximum': 0} ¦ -0.4; -0.49; 0; -0.0 ¦ -0.5; 0.1; -1",
                "{'type': 'number', 'exclusiveMaximum': 0} ¦ -0.001; -5 ¦ 0; -0; -0.0; 1",
                "{'type': 'integer', 'format': 'int32'} ¦ 2147483647; -2147483648 ¦ 2147483648",
                "{'type': 'array', 'items': {'type': 'boolean'}, 'minItems': 1, 'maxItems': 2} ¦ [true]; [true, false] ¦ []; "
                        + "[true,true,true]; [1]",
                "{'type': 'array', 'maxItems': 0} ¦ []; [ ] ¦ [1]",
                "{'prefixItems': [{'const': 1}, {'const': 2}], 'items': false} ¦ []; [1]; [1, 2] ¦ [2]; [1, 2, 3]",
                "{'prefixItems': [{'const': 1}], 'items': {'const': 3}, 'minItems': 2} ¦ [1, 3]; [1,3,3] ¦ [1]; [1, 2]",
                "{'type': 'array', 'items': {'const': 1}, 'uniqueItems': true, 'maxItems': 1} ¦ [1] ¦ [1,1]",
                "{'properties': {'a': {'type': 'integer'}, 'b': {'type': 'null'}}, 'required': ['b']} ¦ {'b': null}; "
                        + "{'a': 1, 'b': null}; {'a':1,'b':null} ¦ {}; {'a': 1}; {'b': null, 'a': 1}; {'b': null, 'c': 1}",
                "{'properties': {'a': true, 'b': true}} ¦ {}; { }; {'a': 1}; {'b': {}}; {'a': [], 'b': 2} ¦ {,}; {'c': 1}; {'a': 1,}",
                "{'properties': {'a': {'const': 1}}, 'additionalProperties': {'const': 2}} ¦ {}; {'a': 1}; {'x': 2}; "
                        + "{'a': 1, 'aa': 2, '': 2} ¦ {'a': 2}; {'x': 1}; {'x': 2, 'a': 1}",
                "{'type': 'object', 'required': ['a', 'b'], 'additionalProperties': {'type': 'integer'}} ¦ {'a': 1, 'b': 2}; "
                        + "{'a':1,'b':2,'c':3} ¦ {'a': 1}; {'a':1,'b':'x'}",
                "{'type': 'object', 'minProperties': 1, 'maxProperties': 2} ¦ {'a': 1}; {'a': 1, 'b': 2} ¦ {}; {'a':1,'b':2,'c':3}",
                "{'anyOf': [{'type': 'integer'}, {'const': 'x'}], 'description': 'd'} ¦ 1; 'x' ¦ 'y'",
                "{'type': 'object', 'properties': {'a': {'const': 1}}, 'required': ['a'], 'anyOf': [{'properties': {'b': "
                        + "{'const': 2}}, 'required': ['b']}, {'properties': {'c': {'const': 3}}, 'required': ['c']}]} ¦ "
                        + "{'a': 1, 'b': 2}; {'a': 1, 'c': 3} ¦ {'a': 1}",
                "{'oneOf': [{'type': 'string'}, {'type': 'integer'}]} ¦ 'a'; 1 ¦ 1.5",
                "{'oneOf': [{'type': 'integer', 'maximum': 3}, {'type': 'number', 'minimum': 4}]} ¦ 3; 4.5 ¦ 3.5",
                "{'type': 'string', 'oneOf': [{'pattern': '^a'}, {'pattern': '^b'}]} ¦ 'ax'; 'b' ¦ 'c'",
                "{'oneOf': [{'properties': {'kind': {'const': 'a'}, 'x': {'const': 1}}, 'required': ['kind']}, {'properties': "
                        + "{'kind': {'enum': ['b', 'c']}}, 'required': ['kind']}], 'type': 'object'} ¦ {'kind': 'a', 'x': 1}; "
                        + "{'kind': 'c'} ¦ {'kind': 'b', 'x': 1}; {}",
                "{'allOf': [{'type': ['integer', 'string']}, {'type': 'number', 'minimum': 3}]} ¦ 3; 4 ¦ 2; 'a'; 3.5",
                "{'allOf': [{'properties': {'a': {'type': 'integer'}}, 'required': ['a']}, {'properties': {'a': {'minimum': 5}, "
                        + "'b': {'const': 1}}}]} ¦ {'a': 5}; {'a': 6, 'b': 1} ¦ {'a': 4}; {}",
                "{'allOf': [{'properties': {'a': true}, 'additionalProperties': false}, {'properties': {'b': true}}]} ¦ "
                        + "{}; {'a': 1} ¦ {'b': 1}; {'a': 1, 'b': 1}",
                "{'$ref': '#/$defs/a~1b', '$defs': {'a/b': {'type': 'null'}}} ¦ null ¦ 1",
                "{'$defs': {'list': {'type': 'object', 'properties': {'value': {'type': 'integer'}, 'next': {'anyOf': [{'$ref': "
                        + "'#/$defs/list'}, {'type': 'null'}]}}, 'required': ['value', 'next']}}, '$ref': '#/$defs/list'} ¦ "
                        + "{'value': 1, 'next': {'value': 2, 'next': null}} ¦ {'value': 1}; {'value': 1, 'next': {}}",
                "{'type': 'array', 'items': {'$ref': '#'}} ¦ []; [[], [[]]] ¦ [1]",
                "{'allOf': [{'$ref': '#/$defs/t'}, {'$ref': '#/$defs/t'}], '$defs': {'t': {'type': 'object', 'properties': "
                        + "{'t': {'$ref': '#/$defs/t'}}}}} ¦ {'t': {'t': {}}} ¦ {'t': 1}",
                "{'type': 'string', 'format': 'date'} ¦ '2024-02-29'; '1999-12-31'; '2000-02-29' ¦ '2023-02-29'; '1900-02-29'; "
                        + "'2024-04-31'; '0000-01-01'",
                "{'type': 'string', 'format': 'date-time'} ¦ '2024-01-31T23:59:59Z'; '2024-01-31T00:00:00.25+02:00' ¦ "
                        + "'2024-01-31 00:00:00Z'; '2024-01-31T24:00:00Z'",
                "{'type': 'string', 'format': 'time'} ¦ '12:30:00Z' ¦ '12:30'; '12:60:00Z'",
                "{'type': 'string', 'format': 'uuid'} ¦ '01234567-89ab-cdef-0123-456789abcdef' ¦ '01234567-89ab'",
                "{'type': 'string', 'format': 'email'} ¦ 'a.b+c@example.com' ¦ 'a@'; '@b.com'; '.a@b.com'",
                "{'type': 'string', 'format': 'ipv6'} ¦ '::'; '::1'; '1:2:3:4:5:6:7:8'; '1::8'; '1:2:3:4:5:6::8' ¦ "
                        + "'1:2'; '1::2::3'; '1:2:3:4:5:6:7:8:9'; ':1'",
                "{'type': 'string', 'format': 'ipv4', 'maxLength': 7} ¦ '1.2.3.4' ¦ '1.2.3.40'; '256.1.1.1'",
            })
    void valuesOfASchema(String schema, String valid, String invalid) {
        var grammar = schema(schema);
        for (var value : valid.split(";")) {
            assertThat(grammar.matches(value.strip().replace('\'', '"')))
                    .as("%s for %s", value, schema)
                    .isTrue();
        }
        for (var value : invalid.split(";")) {
            assertThat(grammar.matches(value.strip().replace('\'', '"')))
                    .as("%s for %s", value, schema)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "{'not': {}} ¦ #/not ¦ keyword 'not'",
                "{'if': {}} ¦ #/if ¦ keyword 'if'",
                "{'properties': {'a': {'patternProperties': {}}}} ¦ #/properties/a/patternProperties ¦ keyword",
                "{'propertyNames': {}} ¦ #/propertyNames ¦ keyword",
                "{'dependentRequired': {}} ¦ #/dependentRequired ¦ keyword",
                "{'dependentSchemas': {}} ¦ #/dependentSchemas ¦ keyword",
                "{'unevaluatedProperties': false} ¦ #/unevaluatedProperties ¦ keyword",
                "{'unevaluatedItems': false} ¦ #/unevaluatedItems ¦ keyword",
                "{'items': {'contains': {}}} ¦ #/items/contains ¦ keyword",
                "{'$dynamicRef': '#a'} ¦ #/$dynamicRef ¦ keyword",
                "{'items': {'$id': 'x'}} ¦ #/items/$id ¦ keyword",
                "{'colour': 1} ¦ #/colour ¦ keyword 'colour'",
                "{'items': {'uniqueItems': true, 'type': 'array'}} ¦ #/items/uniqueItems ¦ all different",
                "{'type': 'array', 'items': [{}]} ¦ #/items ¦ prefixItems",
                "{'type': 'object', 'minProperties': 2} ¦ #/minProperties ¦ required properties",
                "{'properties': {'a': {}, 'b': {}}, 'maxProperties': 1} ¦ #/maxProperties ¦ a bound that depends",
                "{'multipleOf': 0.1} ¦ #/multipleOf ¦ multiples of other than whole numbers",
                "{'type': 'string', 'format': 'iri'} ¦ #/format ¦ 'iri'",
                "{'type': 'integer', 'format': 'uint8'} ¦ #/format ¦ 'uint8'",
                "{'pattern': '(?=a)'} ¦ #/pattern ¦ look-ahead",
                "{'properties': {'a/b': {'pattern': '\\\\bx'}}} ¦ #/properties/a~1b/pattern ¦ word boundary",
                "{'oneOf': [{'type': 'integer'}, {'type': 'number'}]} ¦ #/oneOf ¦ may overlap, as 0 and 1",
                "{'oneOf': [{'pattern': '^a'}, {'pattern': '^b'}]} ¦ #/oneOf ¦ may overlap",
                "{'type': 'string', 'oneOf': [{'pattern': 'a'}, {'pattern': 'b'}]} ¦ #/oneOf ¦ may overlap",
                "{'type': 'string', 'oneOf': [{'pattern': '^.$'}, {'pattern': '^\\u0085$'}]} ¦ #/oneOf ¦ may overlap",
                "{'oneOf': [{'properties': {'a': {'const': 1}}}, {'properties': {'a': {'const': 2}}}]} ¦ #/oneOf ¦ may overlap",
                "{'allOf': [{'multipleOf': 2}, {'multipleOf': 3}]} ¦ #/allOf/0/multipleOf ¦ cannot be merged",
                "{'allOf': [{'format': 'date'}, {'format': 'time'}]} ¦ #/allOf/0/format ¦ cannot be merged",
                "{'$ref': 'http://example.com/s.json'} ¦ #/$ref ¦ a reference other than",
                "{'$ref': '#anchor'} ¦ #/$ref ¦ a reference other than",
                "{'nullable': true, 'minLength': 1} ¦ #/nullable ¦ without a 'type'",
                "{'type': 'string', 'maxLength': 99999999} ¦ #/maxLength ¦ at most 1000000",
                "{'minimum': 1e300} ¦ #/minimum ¦ digits",
                "{'allOf': [{'$ref': '#'}]} ¦ # ¦ more than 50 deep",
            })
    void whatCannotBeHeldToIsRefusedWithItsPlace(String schema, String pointer, String why) {
        assertThatThrownBy(() -> schema(schema))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining(pointer)
                .hasMessageContaining(why)
                .hasMessageMatching("(?s).*(support|cannot be|at most).*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "1 ¦ expected an object",
                "{'type': 'text'} ¦ #/type: there is no type 'text'",
                "{'type': 1} ¦ #/type: expected a string",
                "{'enum': 1} ¦ #/enum: expected an array",
                "{'enum': ['a'], 'type': 'integer'} ¦ none of the values",
                "{'minLength': -1} ¦ #/minLength: expected at least 0",
                "{'minLength': 1.5} ¦ #/minLength: expected a whole number",
                "{'properties': 1} ¦ #/properties: expected an object",
                "{'required': [1]} ¦ #/required/0: expected a string",
                "{'$ref': '#/$defs/a'} ¦ nothing at #/$defs/a",
                "{'anyOf': []} ¦ #/anyOf: expected at least one",
                "{'type': 'integer', 'minimum': 2, 'maximum': 1} ¦ no text is of the form",
                "{'type': 'string', 'minLength': 2, 'maxLength': 1} ¦ no text is of the form",
                "{'properties': {'a': false}, 'required': ['a']} ¦ no text is of the form",
                "{'properties': {'a': {'$ref': '#'}}, 'required': ['a']} ¦ no text is of the form",
                "{'anyOf': [{'$ref': '#'}, {'type': 'null'}]} ¦ begins with itself",
                "{'multipleOf': 0} ¦ above 0",
                "{'enum': [1e999]} ¦ not finite",
                "false ¦ no text is of the form",
            })
    void mistakesAreTold(String schema, String message) {
        assertThatThrownBy(() -> schema(schema))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anyObjectOfJson() {
        var grammar = Grammar.json();
        assertThat(grammar.matches("{}")).isTrue();
        assertThat(grammar.matches("{\"a\": [1, {\"b\": null}],\n  \"c\": \"\\u00e9\"}"))
                .isTrue();
        assertThat(grammar.matches("[]")).isFalse();
        assertThat(grammar.matches("{\"a\":   1}"))
                .as("white space without bounds")
                .isFalse();
        assertThat(grammar.matches("{\"a\":".repeat(31) + "{}" + "}".repeat(31)))
                .isTrue();
        assertThat(grammar.matches("{\"a\":".repeat(32) + "{}" + "}".repeat(32)))
                .isFalse();
    }

    @Test
    void largeBoundsCostNothing() {
        var grammar = schema("{'type': 'string', 'maxLength': 1000000}");
        assertThat(grammar.matches("\"" + "a".repeat(100_000) + "\"")).isTrue();
        var deep = "{'items': ".repeat(300) + "{}" + "}".repeat(300);
        assertThatThrownBy(() -> schema(deep))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("nested more than 200 deep");
    }
}
