package dev.baksh.client.journal

import java.util.zip.CRC32C

/** Journal lines with content that the product does not write. */
class JournalLineFixture {
    /** @param unclosedJson object of the line without its checksum and its last brace */
    static byte[] line(String unclosedJson) {
        CRC32C crc = new CRC32C()
        crc.update(unclosedJson.bytes)
        return (unclosedJson + ',"crc":"' + HexFormat.of().toHexDigits((int) crc.value) + '"}').bytes
    }
}
