"""A command-line tool as many are: it imports a lot, sends a little mail to nobody, and is done."""
import argparse
import asyncio
import configparser
import csv
import dataclasses
import decimal
import email.message
import email.policy
import html.parser
import http.server
import json
import logging.config
import smtplib
import sqlite3
import statistics
import unittest.mock
import urllib.request
import xml.dom.minidom
import xml.etree.ElementTree
import zipfile


@dataclasses.dataclass
class Letter:
    to: str
    text: str


def read_letters(count):
    return [Letter(f"nobody{i}@example.org", "\n".join(f"line {i} {j}" for j in range(20))) for i in range(count)]


def write_letter(letter):
    message = email.message.EmailMessage(policy=email.policy.default)
    message["To"] = letter.to
    message["Subject"] = "nothing"
    message.set_content(letter.text)
    return message.as_bytes()


def as_page(letters):
    root = xml.etree.ElementTree.Element("letters")
    for letter in letters:
        xml.etree.ElementTree.SubElement(root, "letter", to=letter.to).text = letter.text
    return xml.etree.ElementTree.tostring(root)


def load_extra():
    import difflib
    import doctest

    return difflib, doctest


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=12)
    options = parser.parse_args()
    letters = read_letters(options.count)
    sizes = [len(write_letter(letter)) for letter in letters]
    load_extra()
    return statistics.mean(sizes), len(as_page(letters)), json.dumps(sizes)


if __name__ == "__main__":
    main()
