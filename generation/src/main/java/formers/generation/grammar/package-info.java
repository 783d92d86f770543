/// Text that has to have a form: JSON, a JSON schema, a regular expression, a grammar.
///
/// A [formers.generation.grammar.Grammar] says which texts are wanted; a
/// [formers.generation.grammar.TokenConstraint] says, while a text is written, which tokens may come next.
/// Whatever cannot be held to is refused with a [formers.generation.grammar.GrammarException] when the
/// grammar is made.
///
/// Front ends turn what a user gave into rules over characters; the compiler turns these into a program
/// over bytes of UTF-8; the recogniser runs the program on all readings at once and remembers where each
/// byte led.
package formers.generation.grammar;
