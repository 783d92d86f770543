package formers.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A SentencePiece model (Kudo & Richardson 2018, arXiv:1808.06226), as its `tokenizer.model` has it.
///
/// @param kind             how words are cut
/// @param pieces           by id
/// @param byteFallback     whether unknown characters become bytes
/// @param unknown          id of the unknown piece; -1 for none
/// @param begin            id of the piece that begins a text; -1 for none
/// @param charsMap         what characters are replaced by, in SentencePiece's own form; empty for nothing
/// @param spaceFirst       whether a space goes before every text
/// @param oneSpaceOnly     whether spaces around a text go, and of several between words one is left
record SentencePieceModel(
        Kind kind,
        List<Piece> pieces,
        boolean byteFallback,
        int unknown,
        int begin,
        byte[] charsMap,
        boolean spaceFirst,
        boolean oneSpaceOnly) {

    enum Kind {
        UNIGRAM,
        BYTE_PAIRS
    }

    /// What a piece is for, in the order of the numbers that files have, which begin at 1.
    enum Type {
        NORMAL,
        UNKNOWN,
        CONTROL,
        USER_DEFINED,
        UNUSED,
        BYTE
    }

    record Piece(String text, float score, Type type) {}

    /// The same with names for its unknown and control pieces that no text has: half a surrogate pair comes first.
    /// SentencePiece finds none of them in texts; a `tokenizer.json` would.
    SentencePieceModel withoutSpecialNames() {
        var renamed = pieces.stream()
                .map(piece -> piece.type() == Type.UNKNOWN || piece.type() == Type.CONTROL
                        ? new Piece('\uDC00' + piece.text(), piece.score(), piece.type())
                        : piece)
                .toList();
        return new SentencePieceModel(kind, renamed, byteFallback, unknown, begin, charsMap, spaceFirst, oneSpaceOnly);
    }

    /// @throws InputException if it is missing, damaged, or a model that is not supported; says where and why
    static SentencePieceModel read(Path file) throws IOException {
        return new Reading(file).read(new ProtobufReader(file, VocabularyFile.read(file)));
    }

    /// The fields read so far, with the defaults of `sentencepiece_model.proto`.
    private static final class Reading {
        private final Path file;
        private final List<Piece> pieces = new ArrayList<>();
        private int kind = 1;
        private boolean byteFallback;
        private int unknown;
        private int begin = 1;
        private byte[] charsMap = {};
        private boolean spaceFirst = true;
        private boolean oneSpaceOnly = true;

        Reading(Path file) {
            this.file = file;
        }

        SentencePieceModel read(ProtobufReader model) {
            while (model.next()) {
                switch (model.field()) {
                    case 1 -> pieces.add(piece(model.message()));
                    case 2 -> readTrainer(model.message());
                    case 3 -> readNormalizer(model.message());
                    default -> model.skip();
                }
            }
            if (pieces.isEmpty()) {
                throw new InputException(file + " has no pieces; it is no SentencePiece model");
            }
            return new SentencePieceModel(
                    kind(),
                    List.copyOf(pieces),
                    byteFallback,
                    idOrNone(unknown),
                    idOrNone(begin),
                    charsMap,
                    spaceFirst,
                    oneSpaceOnly);
        }

        private int idOrNone(int id) {
            return id >= 0 && id < pieces.size() ? id : -1;
        }

        private Kind kind() {
            return switch (kind) {
                case 1 -> Kind.UNIGRAM;
                case 2 -> Kind.BYTE_PAIRS;
                default -> throw unsupported("model type %d (1 is unigram, 2 is BPE)".formatted(kind));
            };
        }

        private Piece piece(ProtobufReader message) {
            String text = "";
            float score = 0;
            int type = 1;
            while (message.next()) {
                switch (message.field()) {
                    case 1 -> text = message.string();
                    case 2 -> score = message.real();
                    case 3 -> type = message.integer();
                    default -> message.skip();
                }
            }
            if (type < 1 || type > Type.values().length) {
                throw unsupported("type %d of piece %d '%s'".formatted(type, pieces.size(), text));
            }
            return new Piece(text, score, Type.values()[type - 1]);
        }

        private void readTrainer(ProtobufReader message) {
            while (message.next()) {
                switch (message.field()) {
                    case 3 -> kind = message.integer();
                    case 24 -> refuse(message.flag(), "white space as a suffix");
                    case 35 -> byteFallback = message.flag();
                    case 40 -> unknown = message.integer();
                    case 41 -> begin = message.integer();
                    default -> message.skip();
                }
            }
        }

        private void readNormalizer(ProtobufReader message) {
            while (message.next()) {
                switch (message.field()) {
                    case 2 -> charsMap = message.bytes();
                    case 3 -> spaceFirst = message.flag();
                    case 4 -> oneSpaceOnly = message.flag();
                    case 5 -> refuse(!message.flag(), "white space that is not escaped");
                    default -> message.skip();
                }
            }
        }

        private void refuse(boolean asked, String what) {
            if (asked) {
                throw unsupported(what);
            }
        }

        private InputException unsupported(String what) {
            return new InputException("%s asks for %s, which is not supported".formatted(file, what));
        }
    }
}
