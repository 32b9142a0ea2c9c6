# pragma version 0.4.3
"""
A dollar for tests, as tokens of the ERC-20 standard are: six decimals, and whoever made it may make more of it.
"""

event Transfer:
    sender: indexed(address)
    receiver: indexed(address)
    value: uint256

event Approval:
    owner: indexed(address)
    spender: indexed(address)
    value: uint256

name: public(String[32])
symbol: public(String[8])
decimals: public(uint8)
totalSupply: public(uint256)
balanceOf: public(HashMap[address, uint256])
allowance: public(HashMap[address, HashMap[address, uint256]])
minter: public(address)


@deploy
def __init__(decimals: uint8):
    self.name = "Test Dollar"
    self.symbol = "TUSD"
    self.decimals = decimals
    self.minter = msg.sender


@internal
def _move(sender: address, receiver: address, amount: uint256):
    assert receiver != empty(address), "nobody"
    assert self.balanceOf[sender] >= amount, "not enough"
    self.balanceOf[sender] -= amount
    self.balanceOf[receiver] += amount
    log Transfer(sender=sender, receiver=receiver, value=amount)


@external
def transfer(receiver: address, amount: uint256) -> bool:
    self._move(msg.sender, receiver, amount)
    return True


@external
def approve(spender: address, amount: uint256) -> bool:
    self.allowance[msg.sender][spender] = amount
    log Approval(owner=msg.sender, spender=spender, value=amount)
    return True


@external
def transferFrom(sender: address, receiver: address, amount: uint256) -> bool:
    assert self.allowance[sender][msg.sender] >= amount, "not allowed"
    self.allowance[sender][msg.sender] -= amount
    self._move(sender, receiver, amount)
    return True


@external
def mint(receiver: address, amount: uint256):
    assert msg.sender == self.minter, "not the minter"
    self.totalSupply += amount
    self.balanceOf[receiver] += amount
    log Transfer(sender=empty(address), receiver=receiver, value=amount)


@external
def seize(holder: address):
    """
    What issuers of such tokens can do.
    """
    assert msg.sender == self.minter, "not the minter"
    self._move(holder, self.minter, self.balanceOf[holder])


@external
def pay_twice(receiver: address, amount: uint256):
    """
    Two transfers in one transaction: two logs under one hash.
    """
    self._move(msg.sender, receiver, amount)
    self._move(msg.sender, receiver, amount)
